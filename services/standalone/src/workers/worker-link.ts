/** What one worker process of the service has to do with the others. */
export interface WorkerLink {
  /** 0 to `workers` − 1; a replacement has the slot of the one it replaces. */
  slot: number;
  workers: number;
  /** Sends to the process of a slot; lost while that one is being replaced. */
  relay(toSlot: number, body: unknown): void;
  onRelay(listener: (fromSlot: number, body: unknown) => void): void;
}

/**
 * What the supervisor tells a worker. In this order: `listen` (requests are held), `open` (spools are
 * free: answer), `retire` (say good-bye to connections), `resume` (the replacement failed), `finish`
 * (end what runs, free the spools), or `stop` (for good).
 */
export type ToWorker =
  | { tell: 'listen' | 'open' | 'retire' | 'resume' | 'finish' }
  | { tell: 'stop'; graceMs: number }
  | { tell: 'relay'; from: number; body: unknown }
  | { tell: 'snapshot'; id: number }
  | { tell: 'metrics'; id: number; text: string }
  | { tell: 'session'; id: number; session: SharedSession | undefined };

/** What a worker tells the supervisor. */
export type FromWorker =
  | { said: 'warm' | 'open' | 'released' }
  | { said: 'listening'; port: number }
  | { said: 'failed'; code: string; message: string; hint: string }
  | { said: 'relay'; to: number; body: unknown }
  | { said: 'snapshot'; id: number; metrics: unknown }
  | { said: 'metrics'; id: number }
  | { said: 'session'; id: number; do: 'get' | 'delete'; key: string }
  | { said: 'session'; id: number; do: 'put'; key: string; session: SharedSession };

/** A login that all workers know, and that outlives them. */
export interface SharedSession {
  token: string;
  /** Epoch ms. */
  until: number;
}
