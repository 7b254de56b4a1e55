import { Chip } from "./chip.ts";
import { isPictureAlone, pasted } from "./pasted.ts";
import { upload, type Uploaded } from "./upload.ts";

interface Calls {
  onChange: () => void;
  /** HTML without the pictures that came with it. */
  onText: (html: string) => void;
  onMissing: (number: number) => void;
  onPicture: (url: string, name: string) => void;
}

/** Files by paste, drag or button: each goes up at once and travels with the form as an id. */
export class Files {
  readonly #under_way = new Set<Promise<void>>();

  constructor(
    readonly form: HTMLFormElement,
    readonly calls: Calls,
  ) {}

  bind(writing: HTMLElement): void {
    // Before the editor sees them: it would take a pasted picture for text.
    writing.addEventListener("paste", (event) => this.#take(event, event.clipboardData), { capture: true });
    this.form.addEventListener("drop", (event) => this.#take(event, event.dataTransfer), { capture: true });
    this.form.addEventListener("dragover", (event) => this.#showDropping(event));
    for (const end of ["dragleave", "drop"]) {
      this.form.addEventListener(end, () => delete this.form.dataset["dropping"], { capture: true });
    }
    this.form.querySelector<HTMLInputElement>("input[data-attach]")?.addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      for (const file of input.files ?? []) this.#add(file, false);
      input.value = "";
    });
    this.form.addEventListener("click", (event) => {
      if (!(event.target as Element).closest("[data-remove-file]")) return;
      (event.target as Element).closest(".attachment")?.remove();
      this.calls.onChange();
    });
  }

  async settled(): Promise<void> {
    await Promise.all(this.#under_way);
  }

  #take(event: Event, carried: DataTransfer | null): void {
    const files = [...(carried?.files ?? [])];
    const html = carried?.getData("text/html") ?? "";
    // Copied text from office programs brings a picture of itself along; the text is what is meant.
    const isText = html !== "" && !(files.length > 0 && isPictureAlone(html));
    if (isText) return this.#takeText(event, html);
    if (files.length === 0) return;
    stop(event);
    for (const file of files) this.#add(file, isPicture(file));
  }

  /** What our own editor copied is left to it; the rest comes cleaned, with its pictures sent up. */
  #takeText(event: Event, html: string): void {
    if (html.includes("data-pm-slice")) return;
    stop(event);
    const { html: text, pictures, missing } = pasted(html);
    this.calls.onText(text);
    for (const picture of pictures) this.#add(picture, true);
    if (missing > 0) this.calls.onMissing(missing);
  }

  #add(file: File, isInline: boolean): void {
    const job = this.#send(file, isInline).finally(() => this.#under_way.delete(job));
    this.#under_way.add(job);
  }

  async #send(file: File, isInline: boolean): Promise<void> {
    const chip = new Chip(this.form, file);
    const result = await upload(this.form.dataset["uploadUrl"] ?? "", file, {
      isInline,
      onProgress: (share) => chip.progress(share),
    });
    if (result.refusal !== undefined) return chip.failed(result.refusal);
    this.#arrived(chip, result.file, isInline);
    this.calls.onChange();
  }

  #arrived(chip: Chip, file: Uploaded, isInline: boolean): void {
    if (!isInline) return chip.arrived(file.id);
    chip.remove();
    this.form.append(hiddenField("inline_files", file.id));
    this.calls.onPicture(file.url, file.name);
  }

  #showDropping(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.form.dataset["dropping"] = "";
  }
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

export function hiddenField(name: string, value: string): HTMLInputElement {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  return field;
}

function isPicture(file: File): boolean {
  return ["image/png", "image/jpeg", "image/gif", "image/webp"].includes(file.type);
}
