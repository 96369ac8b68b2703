export function setUpTools(): void;
