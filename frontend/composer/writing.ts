const FIELDS = [
  ...["kind", "body", "body_html", "files", "inline_files", "version"],
  ...["may_sign", "signed", "language", "language_was", "subject", "minutes"],
];

/** What is being written, in the form's own fields: `kind`, `body`, `body_html`, `files`. */
export class Writing {
  readonly textarea: HTMLTextAreaElement;
  readonly #html: HTMLInputElement;

  constructor(readonly form: HTMLFormElement) {
    this.textarea = form.querySelector<HTMLTextAreaElement>("textarea[name=body]")!;
    this.#html = form.querySelector<HTMLInputElement>("input[name=body_html]") ?? this.#addHtmlField();
  }

  get text(): string {
    return this.textarea.value;
  }

  get html(): string {
    return this.#html.value;
  }

  get isEmpty(): boolean {
    return !this.text.trim() && !this.html.includes("<img");
  }

  /** The HTML to start from: what was kept, or the plain text somebody typed before the editor came. */
  get start(): string {
    const wasTyped = this.textarea.value !== this.textarea.defaultValue;
    return this.html && !wasTyped ? this.html : paragraphs(this.text);
  }

  write(html: string, text: string): void {
    this.#html.value = html;
    this.textarea.value = text;
  }

  /** The draft that this text goes on from, as the server counts. */
  get version(): number {
    return Number(this.#version?.value ?? 0);
  }

  set version(version: number) {
    if (this.#version) this.#version.value = String(version);
  }

  get #version(): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>("input[name=version]");
  }

  fields(): FormData {
    const all = new FormData(this.form);
    const kept = new FormData();
    for (const name of FIELDS) {
      for (const value of all.getAll(name)) kept.append(name, value);
    }
    return kept;
  }

  #addHtmlField(): HTMLInputElement {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "body_html";
    this.form.append(field);
    return field;
  }
}

export function paragraphs(text: string): string {
  if (!text.trim()) return "";
  const escaped = text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]!);
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replace(/\n/g, "<br>")}</p>`)
    .join("");
}
