/** The refusal in an answer, if that is what the answer is. */
export function refusalIn(html: string): Element | null {
  return new DOMParser().parseFromString(html, "text/html").querySelector("[data-refused]");
}
