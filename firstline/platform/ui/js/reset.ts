// <form data-reset>: empty again once what it held has been taken; focus stays for the next.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = (event as CustomEvent<{ elt: Element; successful: boolean }>).detail;
  if (!successful || !(elt instanceof HTMLFormElement) || elt.dataset["reset"] === undefined) return;
  elt.reset();
  elt.querySelectorAll('[data-refusal], [role="listbox"]').forEach((part) => part.replaceChildren());
});
