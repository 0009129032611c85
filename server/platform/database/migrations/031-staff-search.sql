-- Finding a person by part of a name or number among tens of thousands. Chinese names have two or three characters, too
-- few for trigrams: what is indexed is every single character and every pair that stand beside each other.
create function text_pairs(field text) returns text[] language plpgsql immutable parallel safe as $$
declare
  characters text[] := string_to_array(field, null);
  parts text[] := characters;
begin
  for place in 1 .. coalesce(array_length(characters, 1), 0) - 1 loop
    parts := parts || (characters[place] || characters[place + 1]);
  end loop;
  return parts;
end $$;
create index staff_search on staff using gin
  (text_pairs(lower(name_zh || ' ' || name_en || ' ' || staff_number)));

-- People of the asking bureau whose name or number may hold the text; the caller compares the names themselves. Row-level
-- security would keep the index from being used, so that the function asks for the bureau itself, and nothing else.
create function staff_like(wanted text) returns setof uuid
  language sql stable security definer rows 200 set search_path = public, pg_temp as $$
  select id from staff where bureau_id = trellis_bureau()
    and text_pairs(lower(name_zh || ' ' || name_en || ' ' || staff_number)) @> text_pairs(lower(wanted))
$$;
revoke execute on function staff_like(text) from public;
grant execute on function staff_like(text) to trellis_app;
