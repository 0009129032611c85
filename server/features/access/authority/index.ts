export { findActor } from './load-actor.ts';
export { assertLeadsGroup, assertSeesGroup } from './policy.ts';
