export const rootDir: string;
export const toolsDir: string;
export const outputDir: string;
export const vsixPath: string;
export function chromiumPath(): string;
export function chromiumEnvironment(): Record<string, string>;
