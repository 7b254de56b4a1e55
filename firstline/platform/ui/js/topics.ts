/** Whether an element shows any of the topics: whole names only. */
export function touches(element: HTMLElement, topics: string[]): boolean {
  const shown = element.dataset["live"]?.split(/\s+/) ?? [];
  return topics.some((topic) => shown.includes(topic));
}
