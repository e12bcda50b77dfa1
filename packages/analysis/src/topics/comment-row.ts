/** A comment as the engine gives it; before topics are looked for, what tells people is hidden in `text`. */
export interface CommentRow {
  /** Whose it is, as a hash. */
  who: string;
  /** Epoch ms. */
  at: number;
  /** Touchpoint. */
  place: string;
  /** 1 to 10; null without a readable rating. */
  score: number | null;
  text: string;
  /** Whether the horizon was over at the end of the data, and whether the goal came within it. */
  observed: boolean;
  won: boolean;
}
