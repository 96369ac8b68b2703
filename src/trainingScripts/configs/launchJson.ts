import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { GammaSite } from '../gammaSite';
import { moduleFile, type ProjectScript, parametersOfNamed } from '../projectScripts';
import { argumentSites } from '../shell/commandArguments';
import { type ShellWord, splitWord } from '../shell/shell';
import { jsonTree } from './jsonConfig';

/**
 * Gamma in the `args` of a launch.json, a list or one string, for configurations whose `program` or `module` is a
 * script of the project. Lists that are half typed count as far as they go.
 */
export function launchSites(text: string, path: string, scripts: readonly ProjectScript[]): GammaSite[] {
  const root = jsonTree(text);
  const configurations = (root && findNodeAtLocation(root, ['configurations'])?.children) ?? [];
  return configurations.flatMap((configuration) => {
    const program: unknown = findNodeAtLocation(configuration, ['program'])?.value;
    const module: unknown = findNodeAtLocation(configuration, ['module'])?.value;
    const reference = typeof program === 'string' ? program : typeof module === 'string' ? moduleFile(module) : null;
    const list = findNodeAtLocation(configuration, ['args']);
    if (!reference || !list) return [];
    return argumentSites(argumentWords(list, text), parametersOfNamed(reference, path, scripts) ?? []);
  });
}

function argumentWords(list: Node, text: string): ShellWord[] {
  const strings = list.type === 'array' ? (list.children ?? []) : [list];
  const words = strings.map((node) => wordOf(node, text)).filter((word) => word !== null);
  return list.type === 'array' ? words : words.flatMap(splitWord);
}

/** A JSON string as a word; null where escapes move its characters. */
function wordOf(node: Node, text: string): ShellWord | null {
  const from = node.offset + (node.type === 'string' ? 1 : 0);
  const content = String(node.value);
  if (!text.startsWith(content, from)) return null;
  return { text: content, at: Array.from({ length: content.length }, (_, k) => from + k) };
}
