export * from './answers.ts';
export * from './document.ts';
export * from './rule.ts';
export * from './words.ts';
