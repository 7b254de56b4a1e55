import type { Choice } from "./suggest.ts";

const GAP = 4;

/** A list at the cursor. Its place is set as properties, which the page's policy allows. */
export class SuggestionList {
  readonly #box = document.createElement("div");
  #choices: Choice[] = [];
  #at = 0;
  #tell: (option: string | undefined) => void = () => undefined;

  constructor(
    label: string,
    readonly take: (choice: Choice) => void,
  ) {
    this.#box.className = "menu suggestion-list";
    this.#box.popover = "manual";
    this.#box.role = "listbox";
    this.#box.ariaLabel = label;
    // The editor keeps its focus, and with it its selection.
    this.#box.addEventListener("mousedown", (event) => event.preventDefault());
    this.#box.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      const choice = option && this.#choices[Number(option.dataset["at"])];
      if (choice) this.take(choice);
    });
    document.body.append(this.#box);
  }

  get chosen(): Choice | undefined {
    return this.#choices[this.#at];
  }

  show(
    choices: Choice[],
    at: { left: number; top: number; bottom: number },
    tell: (option: string | undefined) => void,
  ): void {
    this.#choices = choices;
    this.#tell = tell;
    this.#box.replaceChildren(...choices.map((choice, index) => this.#option(choice, index)));
    if (!this.#box.matches(":popover-open")) this.#box.showPopover();
    this.#place(at);
    this.#choose(0);
  }

  move(step: number): void {
    this.#choose((this.#at + step + this.#choices.length) % this.#choices.length);
  }

  remove(): void {
    this.#box.remove();
  }

  #choose(at: number): void {
    this.#at = at;
    [...this.#box.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) option.scrollIntoView({ block: "nearest" });
    });
    this.#tell(this.#box.children[at]?.id);
  }

  #option({ name, detail }: Choice, index: number): HTMLElement {
    const option = document.createElement("div");
    option.className = "palette-option";
    option.role = "option";
    option.id = `suggestion-${index}-${crypto.randomUUID()}`;
    option.dataset["at"] = String(index);
    option.append(line("one-line", name));
    if (detail) option.append(line("palette-option-detail", detail));
    return option;
  }

  #place({ left, top, bottom }: { left: number; top: number; bottom: number }): void {
    const { offsetWidth: width, offsetHeight: height } = this.#box;
    const fitsBelow = bottom + GAP + height <= innerHeight;
    this.#box.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
    this.#box.style.top = `${fitsBelow ? bottom + GAP : Math.max(GAP, top - GAP - height)}px`;
  }
}

function line(className: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
