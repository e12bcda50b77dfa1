import * as z from 'zod';
import { refusal } from './report/refusals.ts';

/** Something that people keep on a site, with its version. Times are epoch ms. */
export type Kept<Said> = Said & {
  id: string;
  site: string;
  version: number;
  /** Who wrote this version: the id of a token. */
  actor: string;
  at: number;
};

const written = {
  site: z.string().optional(),
  /** The version it is a change of; another one since is a conflict. Not given for a new one. */
  version: z.number().int().min(1).optional(),
};

/** A question under a name, as it is written: `POST /api/views`, `PUT /api/views/:id`. */
export const savedViewInputSchema = z.strictObject({
  ...written,
  name: z.string().trim().min(1).max(120),
  /** Path and query of the dashboard, as `/flow?v=1&steps=4`. */
  link: z
    .string()
    .max(8_000)
    .regex(
      /^\/(?![/\\])[^\s\\]*$/,
      refusal('must be a path of the dashboard, such as /flow?v=1&steps=4'),
    )
    // What is known of somebody ends with them, also where they were looked for.
    .refine(
      (link) => !/[?&](?:person|account|q|device)=/.test(link),
      refusal('must not name a person, an account, a device or what was searched for'),
    ),
});
export type SavedViewInput = z.output<typeof savedViewInputSchema>;
export type SavedView = Kept<Omit<SavedViewInput, 'site' | 'version'>>;

/** What happened on a day, as it is written: `POST /api/annotations`, `PUT /api/annotations/:id`. */
export const annotationInputSchema = z.strictObject({
  ...written,
  /** Calendar day of the site's time zone. */
  day: z.iso.date(),
  text: z.string().trim().min(1).max(300),
});
export type AnnotationInput = z.output<typeof annotationInputSchema>;
export type Annotation = Kept<Omit<AnnotationInput, 'site' | 'version'>>;
