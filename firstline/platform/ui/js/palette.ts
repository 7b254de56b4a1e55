// Ctrl or ⌘ K: everything the page can do (data-command), and what a search finds.
import { choose, options } from "./combobox.ts";
import { rank } from "./ranking.ts";
import { keyCaps } from "./keys.ts";

const palette = document.getElementById("palette");
const input = palette?.querySelector<HTMLInputElement>("input");
const list = palette?.querySelector<HTMLElement>('[role="listbox"]');
const nothing = palette?.querySelector<HTMLElement>(".palette-empty");

interface Command {
  label: string;
  source: HTMLElement;
}

let commands: Command[] = [];
let asked: AbortController | undefined;
let pause: number | undefined;

if (palette instanceof HTMLDialogElement && input && list) {
  palette.addEventListener("opening", () => {
    input.value = "";
    commands = commandsOfPage();
    draw("");
  });
  input.addEventListener("input", () => {
    draw(input.value);
    window.clearTimeout(pause);
    pause = window.setTimeout(() => void search(input.value), 120);
  });
  list.addEventListener("click", (event) => {
    const option = (event.target as Element).closest<HTMLElement>('[role="option"]');
    if (!option) return;
    palette.close();
    // A command is the real button or link somewhere on the page.
    commands.find((command) => option.dataset["command"] === command.label)?.source.click();
  });
}

function commandsOfPage(): Command[] {
  const found = new Map<string, Command>();
  for (const source of document.querySelectorAll<HTMLElement>("[data-command]")) {
    const label = source.dataset["command"]!;
    if (!source.closest(".palette") && isUsable(source)) found.set(label, { label, source });
  }
  return [...found.values()];
}

/** Things in a closed menu or drawer count; things taken off the page do not. */
function isUsable(source: HTMLElement): boolean {
  return !source.closest("[hidden]") && !(source as HTMLButtonElement).disabled;
}

function draw(typed: string): void {
  const ranked = commands
    .map((command) => ({ command, rank: rank(command.label, typed) }))
    .filter((entry) => entry.rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map((entry) => entry.command);
  const isPlace = ({ source }: Command) => source instanceof HTMLAnchorElement;
  const found = list!.querySelector(".palette-found");
  list!.replaceChildren(
    ...group(list!.dataset["titleActions"]!, ranked.filter((command) => !isPlace(command))),
    ...group(list!.dataset["titlePlaces"]!, ranked.filter(isPlace)),
    ...(found && typed.trim() ? [found] : []),
  );
  settle();
}

function group(title: string, members: Command[]): Node[] {
  if (members.length === 0) return [];
  const element = document.createElement("div");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", title);
  const heading = document.createElement("p");
  heading.className = "palette-title";
  heading.setAttribute("aria-hidden", "true");
  heading.textContent = title;
  element.append(heading, ...members.map(option));
  return [element];
}

function option({ label, source }: Command): HTMLElement {
  const element = document.createElement("div");
  element.className = "palette-option";
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", "false");
  element.dataset["command"] = label;
  const icon = source.querySelector(".icon")?.cloneNode(true);
  const text = document.createElement("span");
  text.className = "palette-option-text";
  text.textContent = label;
  element.append(...(icon ? [icon] : []), text);
  const shortcut = source.dataset["shortcut"];
  if (shortcut) element.append(keyCaps(shortcut));
  return element;
}

async function search(typed: string): Promise<void> {
  asked?.abort();
  list!.querySelector(".palette-found")?.remove();
  if (typed.trim().length < 2) return settle();
  asked = new AbortController();
  const address = `${list!.dataset["suggestions"]}?q=${encodeURIComponent(typed)}`;
  try {
    const answer = await fetch(address, { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    list!.querySelector(".palette-found")?.remove();
    list!.append(foundGroup(await answer.text()));
    settle();
  } catch (error) {
    // Typing on aborts the earlier question; offline, the commands of the page still work.
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
  }
}

function foundGroup(html: string): HTMLElement {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const element = document.createElement("div");
  element.className = "palette-found";
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", list!.dataset["titleFound"]!);
  const hits = [...parsed.querySelectorAll('[role="option"]')];
  const heading = document.createElement("p");
  heading.className = "palette-title";
  heading.setAttribute("aria-hidden", "true");
  heading.textContent = list!.dataset["titleFound"]!;
  element.append(...(hits.length > 0 ? [heading, ...hits] : []));
  return element;
}

function settle(): void {
  const all = options(palette!);
  choose(palette!, all[0]);
  if (nothing) nothing.hidden = all.length > 0;
}
