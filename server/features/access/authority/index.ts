export { findActor, listAuthorities } from './load-actor.ts';
export { assertLeadsGroup, assertSeesGroup, mayLeadGroup, maySeeGroup, POLICY } from './policy.ts';
