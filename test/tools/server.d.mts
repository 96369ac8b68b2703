export interface ServerOptions {
  /** The packaged extension. */
  vsix: string;
  /** User settings, over the quiet defaults. */
  settings?: Record<string, unknown>;
  /** 0 takes a free one. */
  port?: number;
  /** What the address must carry to be let in; without one everybody on this machine is. */
  token?: string;
  /** Further arguments of VS Code's server. */
  args?: string[];
  /** Added to the environment of the server and so of the extension host. */
  environment?: Record<string, string>;
}

export interface VSCodeServer {
  port: number;
  /** Settings, logs and extensions; removed by `stop`. */
  dataDir: string;
  /** The folder the extension was installed into. */
  extensionDir: string;
  /** The address of a window on a folder. */
  url(folder: string, parameters?: Record<string, string>): string;
  /** Replaces the user settings by the server's own and these, for windows opened later. */
  writeSettings(settings?: Record<string, unknown>): void;
  /** Fulfilled when the server has ended, whoever ended it. */
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

export function startServer(options: ServerOptions): Promise<VSCodeServer>;
