// The server has kept how dense this agent wants lists: the list that is shown follows.
document.addEventListener("density", (event) => {
  const { value } = (event as CustomEvent<{ value: string }>).detail;
  document.querySelectorAll<HTMLElement>("[data-density]").forEach((list) => (list.dataset["density"] = value));
  for (const choice of document.querySelectorAll<HTMLElement>("[data-density-choice]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset["densityChoice"] === value));
  }
});
