-- What was given by mistake is taken back before its first day is over: it was never in force, and stays on record.
-- Its range of days is empty, so that no question asked of any day finds it; the day it would have begun stands beside it.
alter table authority drop constraint authority_during_check;
alter table authority
  add column withdrawn_from date,
  add column withdrawn_by text,
  add column withdrawn_at timestamptz,
  add constraint authority_during_check check (isempty(during) = (withdrawn_from is not null)),
  add constraint authority_withdrawn_check check (
    (withdrawn_from is null) = (withdrawn_by is null) and (withdrawn_from is null) = (withdrawn_at is null));

-- An invitation taken back is told from one whose time ran out.
alter table invitation
  add column withdrawn_by text,
  add column withdrawn_at timestamptz,
  add constraint invitation_withdrawn_check check ((withdrawn_by is null) = (withdrawn_at is null));
