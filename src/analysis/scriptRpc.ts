import type { GammaSite } from '../trainingScripts/gammaSite';
import type { SourceFile } from '../trainingScripts/lintFiles';
import type { RuleSeverities, ScriptFinding } from '../trainingScripts/rules';

/** `config`: anything that gives a script its gamma, told by its name. */
export type DocumentKind = 'python' | 'notebook' | 'config';

/** To the worker that reads scripts. */
export type ScriptRequest =
  /** Read a document; answered by `read`. */
  | {
      type: 'read';
      id: number;
      /** Names the document: the next text under it is an edit of this one. */
      path: string;
      /** Texts of the code cells for a notebook, else of the one document. */
      parts: string[];
      kind: DocumentKind;
      severities: RuleSeverities;
    }
  /** The Python files of the project, by which configs and command lines are judged. */
  | { type: 'project'; sources: SourceFile[] }
  /** A document is no longer open. */
  | { type: 'forget'; path: string };

/** What a document, or a cell of a notebook, says of gamma. */
export interface ReadPart {
  sites: GammaSite[];
  findings: ScriptFinding[];
}

/** From the worker. */
export interface ScriptReply {
  type: 'read';
  id: number;
  /** One for each text. */
  parts: ReadPart[];
}
