import { Extension, type Editor } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { SuggestionList } from "./suggestion-list.ts";

export interface Choice {
  id: string;
  name: string;
  detail: string;
}

interface Offer {
  name: string;
  /** Finds what has been typed at the end of the text before the cursor; its first group is the query. */
  pattern: RegExp;
  label: string;
  find: (typed: string) => Promise<Choice[]>;
  /** Puts the choice in the place of what was typed. */
  take: (editor: Editor, range: { from: number; to: number }, choice: Choice) => void;
}

/** A sign in the text opens a list of what could be meant, worked with the arrow keys. */
export function suggest(offer: Offer): Extension {
  return Extension.create({
    name: offer.name,
    // Enter and Tab belong to the list while it is open.
    priority: 1100,
    addProseMirrorPlugins() {
      const session = new Session(this.editor, offer);
      return [
        new Plugin({
          key: new PluginKey(offer.name),
          view: () => ({ update: () => session.look(), destroy: () => session.close() }),
          props: {
            handleKeyDown: (_view, event) => session.press(event),
            handleDOMEvents: { blur: () => session.close() },
          },
        }),
      ];
    },
  });
}

class Session {
  #list: SuggestionList | undefined;
  #asked: string | undefined;
  #dismissed: string | undefined;

  constructor(
    readonly editor: Editor,
    readonly offer: Offer,
  ) {}

  look(): void {
    const typed = this.#typed();
    if (typed === undefined) this.#dismissed = undefined;
    if (typed === undefined || typed === this.#dismissed || !this.editor.isFocused) return this.close();
    if (typed === this.#asked) return;
    this.#asked = typed;
    void this.offer.find(typed).then((choices) => this.#offer(typed, choices));
  }

  press(event: KeyboardEvent): boolean {
    if (!this.#list || event.isComposing) return false;
    if (event.key === "ArrowDown") this.#list.move(1);
    else if (event.key === "ArrowUp") this.#list.move(-1);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return false;
    else if (event.key === "Enter" || event.key === "Tab") this.#take(this.#list.chosen);
    else if (event.key === "Escape") this.#dismiss();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  close(): void {
    this.#list?.remove();
    this.#list = this.#asked = undefined;
    this.#describe(undefined);
  }

  #offer(typed: string, choices: Choice[]): void {
    // The answer to what has been typed on since is on its way.
    if (this.#asked !== typed) return;
    if (choices.length === 0) {
      this.#list?.remove();
      this.#list = undefined;
      return this.#describe(undefined);
    }
    this.#list ??= new SuggestionList(this.offer.label, (choice) => this.#take(choice));
    this.#list.show(choices, this.#place(), (option) => this.#describe(option));
  }

  #take(choice: Choice | undefined): void {
    const typed = this.#typed();
    if (!choice || typed === undefined) return this.close();
    const { from } = this.editor.state.selection;
    const length = this.#match()![1]!.length + 1;
    this.close();
    this.offer.take(this.editor, { from: from - length, to: from }, choice);
  }

  #dismiss(): void {
    this.#dismissed = this.#asked;
    this.close();
  }

  #typed(): string | undefined {
    return this.#match()?.[1];
  }

  #match(): RegExpExecArray | null {
    const { selection } = this.editor.state;
    if (!selection.empty || this.editor.isActive("codeBlock")) return null;
    const { $from } = selection;
    const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc");
    return this.offer.pattern.exec(before);
  }

  #place(): { left: number; top: number; bottom: number } {
    return this.editor.view.coordsAtPos(this.editor.state.selection.from);
  }

  /** The focus stays in the text: the list is told to screen readers as being worked from there. */
  #describe(option: string | undefined): void {
    const field = this.editor.view.dom;
    if (option) field.setAttribute("aria-activedescendant", option);
    else field.removeAttribute("aria-activedescendant");
  }
}
