import type { GammaSite } from '../trainingScripts/gammaSite';
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
      key: string;
      /** Path of its file, by which configs are judged. */
      path: string;
      /** Texts of the code cells for a notebook, else of the one document. */
      parts: string[];
      kind: DocumentKind;
      severities: RuleSeverities;
    }
  /** A file of the project, by which configs and command lines are judged; null when it is gone. */
  | { type: 'source'; path: string; text: string | null }
  /** A document is no longer open, or mentions nothing any more. */
  | { type: 'forget'; key: string };

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
