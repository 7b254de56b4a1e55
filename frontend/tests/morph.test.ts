// @vitest-environment jsdom
import { expect, test, vi } from "vitest";

type Swap = (swap: string, target: Node, fragment: Node) => unknown;

const extension = vi.hoisted(() => ({ handleSwap: undefined as Swap | undefined }));

// htmx itself does not run in jsdom.
vi.mock("htmx.org", () => ({
  default: { defineExtension: (_: string, { handleSwap }: { handleSwap: Swap }) => (extension.handleSwap = handleSwap) },
}));
await import("@behaviours/morph.ts");

function morph(html: string): void {
  const template = document.createElement("template");
  template.innerHTML = html;
  extension.handleSwap!("morph", document.getElementById("list")!, template.content);
}

test("the row that has the focus keeps it and shows what is new", () => {
  document.body.innerHTML = '<ul id="list"><li id="row-7"><a href="#">My lamps hum</a></li></ul>';
  document.querySelector("a")!.focus();
  morph('<ul id="list"><li id="row-7"><a href="#">My lamps hum <b>Urgent</b></a></li></ul>');
  expect(document.activeElement?.textContent).toBe("My lamps hum Urgent");
});

test("what is being typed stays", () => {
  document.body.innerHTML = '<div id="list"><input id="tag" value=""></div>';
  const input = document.querySelector("input")!;
  input.focus();
  input.value = "plu";
  morph('<div id="list" class="is-new"><input id="tag" value="other"></div>');
  expect(document.querySelector("input")!.value).toBe("plu");
  expect(document.getElementById("list")!.className).toBe("is-new");
});
