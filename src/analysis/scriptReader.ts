import type { Tree } from '@lezer/common';
import { configSites } from '../trainingScripts/configSites';
import type { GammaParameter, GammaSite, ScriptFacts, TextSpan } from '../trainingScripts/gammaSite';
import { type PythonSource, withImportedParameters } from '../trainingScripts/imports';
import type { SourceFile } from '../trainingScripts/lintFiles';
import { mayConcernGamma, mentionsBatchNorm } from '../trainingScripts/mentionsGamma';
import { movedSite } from '../trainingScripts/movedSite';
import { analyzeNotebook, joinCells } from '../trainingScripts/notebook';
import type { ProjectScript } from '../trainingScripts/projectScripts';
import { keptFragments, parsePython } from '../trainingScripts/pythonParse';
import { analyzeScript } from '../trainingScripts/pythonScript';
import type { FileFacts, ScriptFinding } from '../trainingScripts/rules';
import { scriptFindings } from '../trainingScripts/scriptFindings';
import type { ReadPart, ScriptRequest } from './scriptRpc';

type Document = Omit<Extract<ScriptRequest, { type: 'read' }>, 'type' | 'id'>;

const NO_FACTS: ScriptFacts = { sites: [], parameters: [] };
const PYTHON = /\.(py|ipynb)$/i;

/** Reads the documents of an editor again and again, as they are edited. */
export interface ScriptReader {
  /** What each part of a document says. */
  read(document: Document): ReadPart[];
  /** A file of the project: Python, or one whose command lines say which script reads which config; null: gone. */
  setSource(path: string, text: string | null): void;
  forget(key: string): void;
}

export function createScriptReader(): ScriptReader {
  /** The last text and tree of each open Python document: what an edit leaves of it is not parsed again. */
  const parsed = new Map<string, { text: string; tree: Tree }>();
  const scripts = new Map<string, PythonSource>();
  const commandLines = new Map<string, SourceFile>();
  /** Undefined where it changed since a config was read last. */
  let project: ProjectScript[] | undefined;

  const pythonFacts = (key: string, text: string): ScriptFacts => {
    if (!mentionsBatchNorm(text)) {
      parsed.delete(key);
      return NO_FACTS;
    }
    const before = parsed.get(key);
    const tree = parsePython(text, before && keptFragments(before.tree, [changeOf(before.text, text)]));
    parsed.set(key, { text, tree });
    return analyzeScript(text, tree);
  };

  return {
    read({ key, path, parts, kind, severities }) {
      if (kind === 'config') {
        project ??= withImportedParameters([...scripts.values()], [...commandLines.values()]);
        const facts = configSites(path, parts[0], project);
        return [{ sites: facts.sites, findings: scriptFindings(facts, parts[0], severities) }];
      }
      if (kind === 'python') return [readPart(pythonFacts(key, parts[0]), parts[0], severities)];
      const { text, toCell } = joinCells(parts);
      const { sites, findings } = readPart(pythonFacts(key, text), text, severities);
      const inCell = (span: TextSpan) => toCell(span).span;
      return parts.map((_, cell) => ({
        sites: sites.filter(({ span }) => toCell(span).cell === cell).map((site) => withinCell(site, cell, toCell)),
        findings: findings
          .filter(({ span }) => toCell(span).cell === cell)
          .map((finding) => ({
            ...finding,
            span: inCell(finding.span),
            // An edit or a related place in another cell has no place in this document.
            edits: finding.edits
              .filter((edit) => toCell(edit.span).cell === cell)
              .map((edit) => ({ ...edit, span: inCell(edit.span) })),
            related: finding.related
              .filter((place) => toCell(place.span).cell === cell)
              .map((place) => ({ ...place, span: inCell(place.span) })),
          })),
      }));
    },
    setSource(path, text) {
      project = undefined;
      scripts.delete(path);
      commandLines.delete(path);
      if (text === null) return;
      if (PYTHON.test(path)) scripts.set(path, { path, text, parameters: parametersOf(path, text) });
      else commandLines.set(path, { path, text });
    },
    forget: (key) => {
      parsed.delete(key);
    },
  };
}

/** Ways by which the gamma of a script can be set from outside; none of one that cannot be read. */
function parametersOf(path: string, text: string): GammaParameter[] {
  if (!mayConcernGamma(text)) return [];
  try {
    return (/\.ipynb$/i.test(path) ? analyzeNotebook(text) : analyzeScript(text)).parameters;
  } catch {
    return [];
  }
}

function readPart(
  facts: FileFacts,
  text: string,
  severities: Document['severities'],
): {
  sites: GammaSite[];
  findings: ScriptFinding[];
} {
  return { sites: [...facts.sites], findings: scriptFindings(facts, text, severities) };
}

/** A site with the places of its own cell; those of others are left out. */
function withinCell(
  site: GammaSite,
  cell: number,
  toCell: (span: TextSpan) => { cell: number; span: TextSpan },
): GammaSite {
  const isHere = (span: TextSpan) => toCell(span).cell === cell;
  const here = { ...site, uses: site.uses.filter(isHere) };
  return movedSite(here, (span) => (isHere(span) ? toCell(span).span : { from: 0, to: 0 }));
}

/** The one stretch in which two texts differ. */
function changeOf(before: string, after: string) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++;
  return { fromA: start, toA: before.length - end, fromB: start, toB: after.length - end };
}
