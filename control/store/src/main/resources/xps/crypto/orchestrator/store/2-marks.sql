-- How far each node's memory had come, by its own word. It outlives rollouts.
create table mark (
  node   text    not null primary key,
  memory integer not null,
  at     text    not null,
  looked text    not null
) strict, without rowid;
