import {
  actionInputSchema,
  annotationInputSchema,
  savedViewInputSchema,
} from '@touchtrail/contract';
import type { ActionInput, AnnotationInput, SavedViewInput } from '@touchtrail/contract';
import { createKeptItems } from './kept-items.ts';
import type { KeptItems } from './kept-items.ts';

type Said<Input> = Omit<Input, 'site' | 'version'>;
type Deps = Pick<Parameters<typeof createKeptItems>[0], 'client' | 'url' | 'database' | 'clock'>;

/** Measures that people take because of findings. */
export type ActionStore = KeptItems<Said<ActionInput>>;
/** Questions that people keep under a name. */
export type SavedViewStore = KeptItems<Said<SavedViewInput>>;
/** What happened on a day, as people note it. */
export type AnnotationStore = KeptItems<Said<AnnotationInput>>;

export const createActions = (deps: Deps): ActionStore =>
  createKeptItems({
    ...deps,
    noun: 'action',
    table: 'actions',
    names: { id: 'action_id', item: 'action' },
    readSaid: (json) => actionInputSchema.omit({ site: true, version: true }).parse(json),
  });

export const createSavedViews = (deps: Deps): SavedViewStore =>
  createKeptItems({
    ...deps,
    noun: 'view',
    table: 'saved_views',
    readSaid: (json) => savedViewInputSchema.omit({ site: true, version: true }).parse(json),
  });

export const createAnnotations = (deps: Deps): AnnotationStore =>
  createKeptItems({
    ...deps,
    noun: 'annotation',
    table: 'annotations',
    readSaid: (json) => annotationInputSchema.omit({ site: true, version: true }).parse(json),
  });
