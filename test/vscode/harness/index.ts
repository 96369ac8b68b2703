export type { FrameLocator, Locator, Page } from 'playwright-core';
export { runHostTests } from './hostTests';
export { useVSCode } from './session';
export * from './workbench';
export type { WorkspaceFiles } from './workspace';
export { makeWorkspace } from './workspace';
