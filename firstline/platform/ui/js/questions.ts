// Which question is being answered: htmx's events of swapping do not say, and answers overtake each other.
interface Question {
  number: number;
  askedAt: number;
}

let asked = 0;
let answered: Question = { number: 0, askedAt: 0 };

document.addEventListener("htmx:beforeSend", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  const question = { number: ++asked, askedAt: performance.now() };
  // Before htmx takes the answer, and also when the element that asked has left the page.
  xhr.addEventListener("readystatechange", () => {
    if (xhr.readyState === XMLHttpRequest.DONE) answered = question;
  });
});

/** The question whose answer came last: while a swap goes on, the one it answers. */
export function answering(): Question {
  return answered;
}
