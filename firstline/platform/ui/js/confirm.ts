// data-confirm="Delete this?" on a plain form; htmx has hx-confirm.
document.addEventListener(
  "submit",
  (event) => {
    const question = (event.target as HTMLElement).dataset["confirm"];
    if (question && !window.confirm(question)) event.preventDefault();
  },
  { capture: true },
);
