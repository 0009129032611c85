-- A figure may come from a sheet of fixed rows that took the place of a row of the file: then which sheet and which
-- of its rows. `source_row` stays the row of the file that was mended.
-- Of a sheet of fixes; the file's own sheet is the import's.
alter table import_file add column sheet text;
alter table indicator_value
  add column fixed_file integer check (fixed_file > 0),
  add column fixed_row integer check (fixed_row > 0),
  add check ((fixed_file is null) = (fixed_row is null)),
  add foreign key (import_id, fixed_file) references import_file (import_id, ordinal);
