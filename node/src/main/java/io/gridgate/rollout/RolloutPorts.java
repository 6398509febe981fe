package io.gridgate.rollout;

import io.gridgate.base.Events;

/**
 * What a node's rollout stands on.
 *
 * <p>Thread-safety: immutable; each port says its own.
 *
 * @param board where the nodes agree
 * @param shelf the documents in the grid
 * @param membership the live nodes
 * @param store this node's disk
 * @param loader what makes a document serve
 * @param events what operators are told
 */
public record RolloutPorts(RevisionBoard board, DocumentShelf shelf, Membership membership, RevisionStore store,
        RevisionLoader loader, Events events) {}
