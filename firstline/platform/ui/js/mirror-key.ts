/** Where this browser keeps what one person writes in one composer; undefined where it keeps nothing. */
export function mirrorKey(form: HTMLElement): string | undefined {
  const person = document.querySelector<HTMLMetaElement>('meta[name="person"]')?.content;
  const composer = form.dataset["draftKey"];
  return person && composer ? `firstline.draft.${person}.${composer}` : undefined;
}
