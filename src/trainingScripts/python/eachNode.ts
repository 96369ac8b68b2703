import { type Tree, TreeBuffer } from '@lezer/common';

/**
 * Visits all nodes of a tree, outer ones first, by the number of their type and their offsets. It reads the tree's
 * buffers as they are: through a cursor the 50,000 nodes of a long script take several times as long.
 */
export function eachNode(tree: Tree, visit: (type: number, from: number, to: number) => void): void {
  visit(tree.type.id, 0, tree.length);
  // A stack, for expressions can be nested deeper than calls.
  const open = [{ tree, start: 0, next: 0 }];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    if (top.next === top.tree.children.length) {
      open.pop();
      continue;
    }
    const child = top.tree.children[top.next];
    const start = top.start + top.tree.positions[top.next++];
    if (child instanceof TreeBuffer) {
      const { buffer } = child;
      for (let at = 0; at < buffer.length; at += 4) visit(buffer[at], start + buffer[at + 1], start + buffer[at + 2]);
    } else {
      visit(child.type.id, start, start + child.length);
      open.push({ tree: child, start, next: 0 });
    }
  }
}
