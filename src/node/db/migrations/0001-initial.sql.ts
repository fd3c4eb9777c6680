/** The first schema: small rows for lists, columnar BLOBs for stamps and samples. */
export const initialSchema = `
CREATE TABLE sessions (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  tags TEXT NOT NULL DEFAULT '[]',
  status TEXT NOT NULL,
  failure TEXT,
  created_at_ms REAL NOT NULL,
  duration_ms REAL,
  plan TEXT NOT NULL,
  host TEXT,
  owner_pid INTEGER,
  owner_start TEXT,
  owner_seen_at_ms REAL,
  deleted_at_ms REAL,
  requests INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  ttft_p95_ms REAL,
  tpot_p50_ms REAL,
  best_output_tokens_per_s REAL,
  client_valid INTEGER
) STRICT;
CREATE INDEX sessions_by_time ON sessions (created_at_ms DESC) WHERE deleted_at_ms IS NULL;
CREATE INDEX sessions_running ON sessions (status) WHERE status = 'running';

CREATE TABLE requests (
  session_pk INTEGER NOT NULL REFERENCES sessions (pk) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  warmup INTEGER NOT NULL,
  user INTEGER NOT NULL,
  due_at_ms REAL NOT NULL,
  sent_at_ms REAL,
  headers_at_ms REAL,
  first_event_at_ms REAL,
  first_token_at_ms REAL,
  first_visible_at_ms REAL,
  last_token_at_ms REAL,
  end_at_ms REAL NOT NULL,
  connection TEXT,
  outcome TEXT NOT NULL,
  http_status INTEGER,
  prompt_tokens INTEGER,
  cached_tokens INTEGER,
  output_tokens INTEGER,
  reasoning_tokens INTEGER,
  token_source TEXT,
  finish_reason TEXT,
  chunk_at_ms BLOB NOT NULL,
  chunk_tokens BLOB,
  rare TEXT,
  PRIMARY KEY (session_pk, idx)
) STRICT;

CREATE TABLE series (
  pk INTEGER PRIMARY KEY,
  session_pk INTEGER NOT NULL REFERENCES sessions (pk) ON DELETE CASCADE,
  source TEXT NOT NULL,
  device TEXT NOT NULL,
  device_label TEXT NOT NULL,
  signal TEXT NOT NULL,
  unit TEXT NOT NULL,
  window_ms REAL NOT NULL,
  reason TEXT,
  UNIQUE (session_pk, source, device, signal)
) STRICT;

CREATE TABLE series_chunks (
  series_pk INTEGER NOT NULL REFERENCES series (pk) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  t_ms BLOB NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (series_pk, seq)
) STRICT;

CREATE TABLE events (
  pk INTEGER PRIMARY KEY,
  session_pk INTEGER NOT NULL REFERENCES sessions (pk) ON DELETE CASCADE,
  at_ms REAL NOT NULL,
  kind TEXT NOT NULL,
  stage INTEGER,
  detail TEXT
) STRICT;
CREATE INDEX events_by_session ON events (session_pk, at_ms);

CREATE TABLE client_samples (
  pk INTEGER PRIMARY KEY,
  session_pk INTEGER NOT NULL REFERENCES sessions (pk) ON DELETE CASCADE,
  at_ms REAL NOT NULL,
  stage INTEGER,
  loop_delay_p99_ms REAL,
  loop_delay_max_ms REAL,
  cpu_percent REAL,
  rss_bytes REAL,
  connections_opened INTEGER NOT NULL,
  connections_reused INTEGER NOT NULL,
  parse_backlog_bytes REAL NOT NULL
) STRICT;
CREATE INDEX client_samples_by_session ON client_samples (session_pk, at_ms);
`
