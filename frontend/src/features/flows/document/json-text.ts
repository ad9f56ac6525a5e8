/**
 * Edits of a JSON text that leave every other byte alone. Unknown keys, their order, number spellings and the
 * author's spacing survive, because nothing is ever printed again that was not changed.
 */
import { findNodeAtLocation, parseTree, type Node } from "jsonc-parser";

export type JsonPath = readonly (string | number)[];

/** Replace `length` characters at `offset` by `text`. */
export interface Splice {
  offset: number;
  length: number;
  text: string;
}

/** How the author writes: what a level is indented by (null: everything on one line), the line's end, the colon. */
interface Style {
  indent: string | null;
  newline: string;
  colon: string;
}

export function treeOf(text: string): Node {
  const tree = parseTree(text);
  if (!tree) throw new SyntaxError("not a JSON text");
  return tree;
}

export function styleOf(text: string): Style {
  const indented = /\n([ \t]+)["[{]/.exec(text);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const colon = /"\s*:(\s*)/.exec(text)?.[1] ?? " ";
  return { indent: indented?.[1] ?? (text.includes("\n") ? "" : null), newline, colon: `:${/[\r\n]/.test(colon) ? " " : colon}` };
}

/** The white space that the line of `offset` begins with. */
function marginAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

function print(value: unknown, style: Style, margin: string): string {
  if (style.indent === null) return style.colon === ":" ? JSON.stringify(value) : printOnOneLine(value);
  const pretty = JSON.stringify(value, null, style.indent || undefined);
  return pretty.replaceAll("\n", style.newline + margin);
}

function printOnOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printOnOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${printOnOneLine(one)}`).join(", ")}}`;
}

/** Later places first, so that earlier offsets stay true. */
export function apply(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .toSorted((one, other) => other.offset - one.offset)
    .reduce((whole, { offset, length, text: put }) => whole.slice(0, offset) + put + whole.slice(offset + length), text);
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function valueOf(text: string, node: Node): unknown {
  return JSON.parse(text.slice(node.offset, node.offset + node.length));
}

/** Give the value at `path`; a missing last key is added at the object's end. An equal value changes nothing. */
export function setting(text: string, tree: Node, path: JsonPath, value: unknown): Splice[] {
  const node = findNodeAtLocation(tree, [...path]);
  const style = styleOf(text);
  if (node) {
    if (same(valueOf(text, node), value)) return [];
    return [{ offset: node.offset, length: node.length, text: print(value, style, marginAt(text, node.offset)) }];
  }
  const parent = findNodeAtLocation(tree, path.slice(0, -1));
  const key = path.at(-1);
  if (parent?.type !== "object" || typeof key !== "string") throw new RangeError(`nothing at ${path.join("/")}`);
  return [insertion(text, parent, parent.children?.length ?? 0, (margin) => `${JSON.stringify(key)}${style.colon}${print(value, style, margin)}`)];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Make the value at `path` this one, touching only the parts of it that differ. */
export function updating(text: string, tree: Node, path: JsonPath, value: unknown): Splice[] {
  const node = findNodeAtLocation(tree, [...path]);
  const old = node && valueOf(text, node);
  if (!node || same(old, value)) return node ? [] : setting(text, tree, path, value);
  if (Array.isArray(old) && Array.isArray(value) && old.length > 0) return updatingList(text, tree, path, old, value);
  if (!isObject(old) || !isObject(value)) return setting(text, tree, path, value);
  const gone = Object.keys(old).filter((key) => !(key in value));
  const added = Object.keys(value).filter((key) => !(key in old));
  // One change of shape at a time can be spliced; more are written anew.
  if (gone.length > 0 && (added.length > 0 || gone.length === Object.keys(old).length)) return setting(text, tree, path, value);
  if (added.length > 1 || Object.keys(old).length === 0) return setting(text, tree, path, value);
  const kept = Object.keys(value).filter((key) => key in old);
  return [
    ...removing(tree, path, new Set(gone)),
    ...[...kept, ...added].flatMap((key) => updating(text, tree, [...path, key], value[key])),
  ];
}

function updatingList(text: string, tree: Node, path: JsonPath, old: readonly unknown[], value: readonly unknown[]): Splice[] {
  if (value.length >= old.length) {
    const shared = old.flatMap((_, index) => updating(text, tree, [...path, index], value[index]));
    return [...shared, ...inserting(text, tree, path, old.length, value.slice(old.length))];
  }
  const from = old.findIndex((item, index) => !same(item, value[index]));
  const count = old.length - value.length;
  if (value.length === 0 || !same(old.slice(from + count), value.slice(from))) return setting(text, tree, path, value);
  return removing(tree, path, new Set(Array.from({ length: count }, (_, index) => from + index)));
}

/** Put `value` into the list at `path`, before the item that stands at `index`. */
export function inserting(text: string, tree: Node, path: JsonPath, index: number, values: readonly unknown[]): Splice[] {
  const list = findNodeAtLocation(tree, [...path]);
  if (list?.type !== "array") throw new RangeError(`no list at ${path.join("/")}`);
  const style = styleOf(text);
  const size = list.children?.length ?? 0;
  if (values.length === 0) return [];
  return [insertion(text, list, Math.min(index, size), (margin, between) => values.map((value) => print(value, style, margin)).join(between))];
}

/** New items look like their neighbours: the same separator, the same margin. */
function insertion(text: string, parent: Node, index: number, write: (margin: string, between: string) => string): Splice {
  const children = parent.children ?? [];
  const style = styleOf(text);
  const first = children[0];
  if (!first) {
    const outer = marginAt(text, parent.offset);
    const margin = style.indent === null ? "" : outer + style.indent;
    const open = style.indent === null ? "" : style.newline + margin;
    const close = style.indent === null ? "" : style.newline + outer;
    const inside = { offset: parent.offset + 1, length: parent.length - 2 };
    return { ...inside, text: `${open}${write(margin, `,${open || " "}`)}${close}` };
  }
  const lead = gapBefore(text, parent, 0);
  const gap = children[1] ? gapBefore(text, parent, 1) : lead || (style.colon === ":" ? "" : " ");
  const margin = /\n([ \t]*)$/.exec(lead)?.[1] ?? marginAt(text, first.offset);
  const made = write(margin, `,${gap}`);
  const before = children[index];
  if (before) return { offset: before.offset, length: 0, text: `${made},${gap}` };
  const last = children.at(-1) ?? first;
  return { offset: last.offset + last.length, length: 0, text: `,${gap}${made}` };
}

/** The white space before a child, after the bracket or the comma. */
function gapBefore(text: string, parent: Node, index: number): string {
  const child = parent.children?.[index];
  if (!child) return "";
  return /\s*$/.exec(text.slice(parent.offset + 1, child.offset))?.[0] ?? "";
}

/** Take away the property or the items at `paths`, which share one parent, each with its comma. */
export function removing(tree: Node, parentPath: JsonPath, gone: ReadonlySet<string | number>): Splice[] {
  const parent = findNodeAtLocation(tree, [...parentPath]);
  const children = parent?.children ?? [];
  if (!parent || children.length === 0) return [];
  const isGone = (child: Node, index: number) => gone.has(parent.type === "array" ? index : String(child.children?.[0]?.value));
  const kept = children.filter((child, index) => !isGone(child, index));
  if (kept.length === children.length) return [];
  if (kept.length === 0) return [{ offset: parent.offset + 1, length: parent.length - 2, text: "" }];
  const splices: Splice[] = [];
  const firstKept = children.findIndex((child, index) => !isGone(child, index));
  children.forEach((child, index) => {
    if (!isGone(child, index)) return;
    const next = children[index + 1];
    const previous = children[index - 1];
    // Before the first that stays, take the comma behind; after it, the comma before.
    if (index < firstKept && next) splices.push({ offset: child.offset, length: next.offset - child.offset, text: "" });
    else if (previous) splices.push({ offset: previous.offset + previous.length, length: child.offset + child.length - previous.offset - previous.length, text: "" });
  });
  return splices;
}
