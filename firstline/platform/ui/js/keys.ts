/** "mod+k", "g i", "shift+r", "?" and how a key press is matched to them. */
export type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const caps: Record<string, string> = {
  mod: isMac ? "⌘" : "Ctrl",
  shift: "⇧",
  alt: isMac ? "⌥" : "Alt",
  enter: "↵",
  escape: "Esc",
  arrowdown: "↓",
  arrowup: "↑",
};

/** One press as a word: the letter as printed on the key where the keyboard writes another script. */
export function pressed(press: Press): string {
  const key = keyOf(press);
  const shift = press.shiftKey && (key.length > 1 || /^[a-z0-9]$/.test(key));
  return [(press.ctrlKey || press.metaKey) && "mod", press.altKey && "alt", shift && "shift", key].filter(Boolean).join("+");
}

function keyOf({ key, code }: Press): string {
  const isForeign = key.length === 1 && key.charCodeAt(0) > 127;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return (isForeign && letter ? letter : key).toLowerCase();
}

/** The alternatives of an attribute, each a sequence of presses: "j, g i" is [["j"], ["g", "i"]]. */
export function sequences(shortcut: string): string[][] {
  return shortcut
    .split(/,(?=.)/)
    .map((alternative) => alternative.trim().split(/\s+/))
    .filter((sequence) => sequence[0]);
}

export function keyCaps(shortcut: string): HTMLElement {
  const shown = document.createElement("span");
  shown.className = "kbd";
  const first = sequences(shortcut)[0] ?? [];
  for (const key of first.flatMap((press) => (press.length > 1 ? press.split("+") : [press]))) {
    const cap = document.createElement("kbd");
    cap.textContent = caps[key] ?? (key.length === 1 ? key.toUpperCase() : key);
    shown.append(cap);
  }
  return shown;
}

/** Writes this keyboard's signs over those the server wrote without knowing it. */
export function relabel(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>("kbd[data-key]").forEach((cap) => {
    cap.textContent = caps[cap.dataset["key"]!] ?? cap.textContent;
  });
}
