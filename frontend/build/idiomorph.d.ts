interface Callbacks {
  beforeNodeMorphed?: (old: Node, fresh: Node) => boolean;
  beforeAttributeUpdated?: (name: string, element: Element, change: "update" | "remove") => boolean;
}

interface Options {
  morphStyle?: "outerHTML" | "innerHTML";
  ignoreActiveValue?: boolean;
  callbacks?: Callbacks;
}

export const Idiomorph: {
  morph(old: Element, fresh: Element | HTMLCollection | string, options?: Options): Node[];
};
