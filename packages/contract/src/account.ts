import * as z from 'zod';
import type { ProfileAttribute, ProfileJourney, ProfileTouch } from './profile.ts';
import { limits } from './limits.ts';
import { timeSchema } from './time.ts';

const id = z.string('is missing').min(1, 'is missing').max(limits.idLength);
const word = z.string().max(100);

/** What is said of a member of an account: `POST /api/accounts/:id/members`. */
export const memberSchema = z.object({
  site: z.string().optional(),
  /** `user:ID`, `anonymous:ID` or an id alone. */
  person: id,
  role: word.optional(),
  department: word.optional(),
  /** Since when; default now. */
  since: timeSchema.optional(),
  /** The person left. */
  remove: z.boolean().default(false),
});
export type MemberInput = z.output<typeof memberSchema>;

/** What is said of a partner organisation of an account: `POST /api/accounts/:id/partners`. */
export const partnerSchema = z.object({
  site: z.string().optional(),
  /** The account id of the partner. */
  partner: id,
  role: word.optional(),
  since: timeSchema.optional(),
  remove: z.boolean().default(false),
});
export type PartnerInput = z.output<typeof partnerSchema>;

/** A role a member had; times are epoch ms. */
export interface MemberRole {
  role: string;
  department: string;
  source: string;
  since: number;
  /** When it was said last. */
  until: number;
}

/** A person of an account. Times are epoch ms. */
export interface AccountMember {
  /** `user:ada`: who it is to reports. */
  person: string;
  /** Their ids that were seen for the account. */
  ids: string[];
  /** As said last; empty: nobody said. */
  role: string;
  department: string;
  /** All that was said, oldest first. */
  history: MemberRole[];
  /** Whether it was said that they left, and they were not seen since. */
  left: boolean;
  /** The partner organisation they belong to; empty: none. */
  partner: string;
  firstSeen: number;
  lastSeen: number;
  touches: number;
}

/** Another organisation that has a part in what an account decides. */
export interface AccountPartner {
  id: string;
  role: string;
  since: number;
  left: boolean;
  /** Of its people, for itself and for the account. */
  people: number;
  touches: number;
  lastSeen: number | null;
}

/** A journey of an account, with who took part. */
export interface AccountJourney extends ProfileJourney {
  people: string[];
  roles: string[];
}

/** How many of an account a touchpoint reached. */
export interface AccountCoverage {
  touchpoint: string;
  touches: number;
  people: number;
  roles: string[];
}

/** A touch with who made it. */
export interface AccountTouch extends ProfileTouch {
  /** Empty: nobody is named. */
  person: string;
  /** Role of that person now. */
  role: string;
}

/** `GET /api/accounts/:id`: a company, its people, and what they lived through together. */
export interface Account {
  id: string;
  site: string;
  attributes: ProfileAttribute[];
  members: AccountMember[];
  /** Members who did not leave, by role; the empty role holds those of whom none is known. */
  buyingGroup: { role: string; people: string[] }[];
  partners: AccountPartner[];
  /** Newest first; observed until now. */
  journeys: AccountJourney[];
  inactivityLimitMs: number;
  /** Touchpoints, those that reached most people first. */
  coverage: AccountCoverage[];
  touches: AccountTouch[];
  truncated: boolean;
  next: string | null;
}

/** A line of `GET /api/accounts`. Times are epoch ms. */
export interface AccountSummary {
  id: string;
  people: number;
  firstSeen: number;
  lastSeen: number;
}
