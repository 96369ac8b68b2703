import type { Loader, Plugin } from 'esbuild';

export const PYTHON_AS_TEXT: Record<string, Loader>;
export const chartsAtBuildTime: Plugin;
export const snippetsAtBuildTime: Plugin;
export const stylesAsText: Plugin;
export const reportAtRunTime: Plugin;
