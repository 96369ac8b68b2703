import * as vscode from 'vscode';
import { createSession, type Session } from './session';

/** The sessions on screen: one per file, shared by all that show it, gone with the last of them. */
export interface Sessions extends vscode.Disposable {
  /**
   * Shares the file's session, starting it if need be; release by `dispose`.
   * @param inBackground nothing on screen is about the dump itself
   */
  acquire(uri: vscode.Uri, inBackground?: boolean): { session: Session } & vscode.Disposable;
  /** Whether something on screen is about the dump itself. */
  isShown(session: Session): boolean;
  readonly onDidChange: vscode.Event<Session>;
  readonly onDidEnd: vscode.Event<Session>;
}

export function createSessions(context: vscode.ExtensionContext): Sessions {
  const shared = new Map<string, { session: Session; users: number; viewers: number }>();
  const changed = new vscode.EventEmitter<Session>();
  const ended = new vscode.EventEmitter<Session>();
  return {
    onDidChange: changed.event,
    onDidEnd: ended.event,
    isShown: (session) => (shared.get(session.uri.toString())?.viewers ?? 0) > 0,
    acquire(uri, inBackground = false) {
      const key = uri.toString();
      let entry = shared.get(key);
      if (!entry) {
        const session = createSession(context, uri);
        session.onDidChange(() => changed.fire(session));
        entry = { session, users: 0, viewers: 0 };
        shared.set(key, entry);
      }
      const held = entry;
      held.users++;
      if (!inBackground && held.viewers++ === 0) changed.fire(held.session);
      let released = false;
      return {
        session: held.session,
        dispose() {
          if (released) return;
          released = true;
          const wasLastView = !inBackground && --held.viewers === 0;
          if (--held.users > 0) {
            if (wasLastView) changed.fire(held.session);
            return;
          }
          shared.delete(key);
          ended.fire(held.session);
          held.session.dispose();
        },
      };
    },
    dispose() {
      for (const { session } of shared.values()) session.dispose();
      shared.clear();
      changed.dispose();
      ended.dispose();
    },
  };
}
