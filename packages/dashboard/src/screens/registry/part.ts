import type { Registry, RegistryAnswer } from '@touchtrail/contract';
import type { RegistryState } from './use-registry.ts';

/** What each part of the screen is drawn from. */
export interface Part {
  /** What is in force. */
  answer: RegistryAnswer;
  /** What is in force, with what is not saved yet. */
  registry: Registry;
  state: RegistryState;
}
