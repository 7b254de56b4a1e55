// A form in a dialog that closes when the server has done what it asks.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<{ elt: Element; successful: boolean }>).detail;
  if (successful && elt.matches("form[data-closes-when-done]")) elt.closest("dialog")?.close();
});
