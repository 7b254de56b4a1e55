// @vitest-environment jsdom
import { expect, test } from "vitest";
import { isPictureAlone, pasted } from "../composer/pasted.ts";

const PIXELS = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

test("a table from a spreadsheet keeps its cells and loses its looks", () => {
  const { html } = pasted(
    `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td {color: red}</style></head><body>
    <!--StartFragment--><table width=128><colgroup><col width=64></colgroup><tr><td class=xl65>Lamp</td><td align=right>2</td></tr></table><!--EndFragment--></body></html>`,
  );
  expect(html).toContain("<td");
  expect(html).toContain("Lamp");
  expect(html).not.toMatch(/style|colgroup|Fragment/);
});

test("Word's painted bullets become a list", () => {
  const { html } = pasted(
    `<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>One<o:p></o:p></p>
     <p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Two</p>`,
  );
  const page = new DOMParser().parseFromString(html, "text/html");
  expect([...page.querySelectorAll("ul > li")].map((item) => item.textContent)).toEqual(["One", "Two"]);
});

test("Word's painted numbers become a numbered list", () => {
  const { html } = pasted(
    `<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>First</p>`,
  );
  expect(html).toContain("<ol");
});

test("the bold that Google Docs wraps everything in is none", () => {
  const { html } = pasted('<b style="font-weight:normal;" id="docs-internal-guid-1"><p>Plain</p></b>');
  expect(html).toBe("<p>Plain</p>");
});

test("pictures that came along are taken out as files, and those left behind are counted", () => {
  const { html, pictures, missing } = pasted(
    `<p>Look:</p><img src="data:image/png;base64,${PIXELS}"><img src="https://elsewhere.example/x.png"><img src="file:///C:/x.png"><img width="1" height="1" src="https://track.example/">`,
  );
  expect(html).not.toContain("<img");
  expect(pictures.map((file) => [file.name, file.type])).toEqual([["image-1.png", "image/png"]]);
  expect(missing).toBe(2);
});

test("nothing in it runs, and no picture of another kind is taken", () => {
  const { html, pictures } = pasted(
    `<script>alert(1)</script><img src="data:image/svg+xml;base64,PHN2Zz4="><img src=x onerror=alert(1)>`,
  );
  expect(html).toBe("");
  expect(pictures).toEqual([]);
});

test("a picture alone is told from text with a picture", () => {
  expect(isPictureAlone('<meta charset="utf-8"><img src="https://x.example/a.png">')).toBe(true);
  expect(isPictureAlone('<p>Words</p><img src="https://x.example/a.png">')).toBe(false);
});
