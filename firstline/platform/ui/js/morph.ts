// hx-swap="morph": change what differs, keep frames, focus, open menus and what people type.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";

/** What only the page knows; the server's fresh HTML must not take it back. */
const keptAttributes: Record<string, string[]> = {
  DETAILS: ["open"],
  DIALOG: ["open"],
  IFRAME: ["style"],
};
const keptEverywhere = ["data-open", "aria-expanded", "aria-activedescendant", "tabindex", "data-left-out"];

const callbacks = {
  beforeNodeMorphed: (old: Node) => !(old instanceof Element && (old.hasAttribute("data-keep") || isRefused(old))),
  beforeAttributeUpdated: (name: string, element: Element) =>
    !keptEverywhere.includes(name) && !keptAttributes[element.tagName]?.includes(name) && !isPlace(name, element),
};

/** Where an open menu stands. */
function isPlace(name: string, element: Element): boolean {
  return name === "style" && element.hasAttribute("data-menu");
}

/** What is being typed into: Idiomorph's word for leaving it alone holds for whatever has the focus, such as a row. */
function isWriting(): boolean {
  return document.activeElement?.matches("input, textarea, select, [contenteditable=true]") ?? false;
}

/** What was typed and refused stays until it has been put right. */
function isRefused(old: Element): boolean {
  return old instanceof HTMLFormElement && old.querySelector("[data-refusal] > [data-refused]") !== null;
}

function styleOf(swap: string): "outerHTML" | "innerHTML" | undefined {
  if (swap === "morph" || swap === "morph:outerHTML") return "outerHTML";
  return swap === "morph:innerHTML" ? "innerHTML" : undefined;
}

htmx.defineExtension("morph", {
  isInlineSwap: (swap: string) => styleOf(swap) === "outerHTML",
  handleSwap(swap: string, target: Node, fragment: Node) {
    const morphStyle = styleOf(swap);
    if (!morphStyle) return false;
    const content = (fragment as DocumentFragment).children;
    return Idiomorph.morph(target as Element, content, { morphStyle, ignoreActiveValue: isWriting(), callbacks });
  },
});
