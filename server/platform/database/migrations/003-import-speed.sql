-- Taking an import back deletes tens of thousands of profiles, and for each the database asks whether a membership
-- still lies in it. Answered through the primary key (bureau, group, school, during) that question reads most of the
-- index, as the group is not known: 13 seconds for England's schools; through this one under two.
create index membership_in_school on membership using gist (school_id, during);
