import type { ConsentChoice, Purpose } from './types.ts';

const all: readonly Purpose[] = [
  'storage',
  'measurement',
  'identification',
  'offline_join',
  'personalisation',
  'sharing',
  'content',
];

/**
 * Purposes a decision allows, in the order of the contract. Empty without `measurement`: everything
 * else stands on it.
 */
export const purposesOf = (choice: ConsentChoice): Purpose[] => {
  if (choice === 'grant') return all.slice(0, 3);
  const allowed = all.filter(
    (purpose) => (choice as Partial<Record<Purpose, boolean>>)[purpose] === true,
  );
  return allowed.includes('measurement') ? allowed : [];
};
