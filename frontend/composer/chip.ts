import { hiddenField } from "./files.ts";
import { readableSize } from "./size.ts";

/** One file below the text, drawn from the server's template, with its progress. */
export class Chip {
  readonly #element: HTMLElement;

  constructor(form: HTMLFormElement, file: File) {
    const template = form.querySelector<HTMLTemplateElement>("template[data-file-template]");
    const drawn = template?.content.cloneNode(true) as DocumentFragment | undefined;
    this.#element = drawn?.querySelector<HTMLElement>(".attachment") ?? document.createElement("span");
    this.#write(".attachment-name", file.name || "image");
    this.#write(".attachment-size", readableSize(file.size, document.documentElement.lang || "en"));
    this.#element.append(document.createElement("progress"));
    form.querySelector("[data-composer-files]")?.append(this.#element);
  }

  progress(share: number): void {
    const bar = this.#element.querySelector("progress");
    if (bar) bar.value = share;
  }

  arrived(id: string): void {
    this.#element.querySelector("progress")?.remove();
    this.#element.dataset["file"] = id;
    this.#element.append(hiddenField("files", id));
  }

  failed(reason: string): void {
    this.#element.querySelector("progress")?.remove();
    this.#element.classList.add("attachment-failed");
    this.#element.title = reason;
    this.#write(".attachment-size", reason);
  }

  remove(): void {
    this.#element.remove();
  }

  #write(part: string, text: string): void {
    const element = this.#element.querySelector(part);
    if (element) element.textContent = text;
  }
}
