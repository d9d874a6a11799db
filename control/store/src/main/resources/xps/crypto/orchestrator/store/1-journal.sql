-- One row a rollout. ordinal stands for it in the other tables: a small key makes a small journal.
create table rollout (
  ordinal     integer primary key autoincrement,
  rollout     text    not null unique,
  body        text    not null,
  plan        text    not null,
  environment text    not null,
  attempt     integer not null,
  result      text    not null default '',
  picture     text    not null default ''
) strict;

-- Starting the same apply twice finds the first one, even when both start in the same instant.
create unique index one_unfinished_rollout_a_subject
  on rollout (body, plan, environment, attempt) where result = '';

-- The key on which two runners collide.
create table entry (
  rollout integer not null references rollout (ordinal),
  seq     integer not null check (seq > 0),
  kind    text    not null,
  json    text    not null,
  primary key (rollout, seq)
) strict, without rowid;

create table wish (
  number  integer primary key autoincrement,
  rollout integer not null references rollout (ordinal),
  kind    text    not null,
  node    text    not null,
  actor   text    not null,
  reason  text    not null
) strict;

create index wishes_of_a_rollout on wish (rollout, number);
