package xps.crypto.orchestrator.workload;

/**
 * In front of what one thread writes all the time: twice a line of 64 bytes, because processors
 * fetch lines in pairs, so that no other thread's is on it. A class above, because the run-time
 * lays out its fields first, and may mix those of one class as it likes.
 */
abstract sealed class Padding permits Cell {
  private long unused0;
  private long unused1;
  private long unused2;
  private long unused3;
  private long unused4;
  private long unused5;
  private long unused6;
  private long unused7;
  private long unused8;
  private long unused9;
  private long unused10;
  private long unused11;
  private long unused12;
  private long unused13;
  private long unused14;
  private long unused15;
}
