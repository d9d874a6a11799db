package xps.crypto.orchestrator.house;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.house.Doors.Door;
import xps.crypto.orchestrator.house.Doors.World;

/** Holds that a class touches no part of the world for which it has no door. */
final class StaysInside extends ArchCondition<JavaClass> {

  /** Classes of the JDK that look like the world and are values. */
  private static final Set<String> VALUES = Set.of("java.net.URI", "java.net.URISyntaxException");

  private final String root;
  private final List<Door> doors;

  StaysInside(String root, List<Door> doors) {
    super("touch no file, socket, thread, clock or chance");
    this.root = root;
    this.doors = List.copyOf(doors);
  }

  @Override
  public void check(JavaClass subject, ConditionEvents events) {
    for (var dependency : subject.getDirectDependenciesFromSelf()) {
      touchedBy(dependency)
          .filter(part -> !hasADoor(subject, part))
          .ifPresent(part -> events.add(violated(subject, part + ": " + dependency)));
    }
    for (var access : subject.getAccessesFromSelf()) {
      touchedBy(access)
          .filter(part -> !hasADoor(subject, part))
          .ifPresent(part -> events.add(violated(subject, part + ": " + access.getDescription())));
    }
  }

  /** Is the door used, so that it must stay in the list? */
  static boolean isUsed(Door door, Iterable<JavaClass> classes, String root) {
    for (var subject : classes) {
      if (!isAt(door, subject, root)) {
        continue;
      }
      var touches =
          subject.getDirectDependenciesFromSelf().stream()
                  .anyMatch(dependency -> touchedBy(dependency).equals(Optional.of(door.part())))
              || subject.getAccessesFromSelf().stream()
                  .anyMatch(access -> touchedBy(access).equals(Optional.of(door.part())));
      if (touches) {
        return true;
      }
    }
    return false;
  }

  private boolean hasADoor(JavaClass subject, World part) {
    return doors.stream().anyMatch(door -> door.part() == part && isAt(door, subject, root));
  }

  private static boolean isAt(Door door, JavaClass subject, String root) {
    var name = root + "." + door.className();
    return subject.getName().equals(name) || subject.getName().startsWith(name + "$");
  }

  private static Optional<World> touchedBy(Dependency dependency) {
    var target = dependency.getTargetClass().getBaseComponentType();
    if (VALUES.contains(target.getName())) {
      return Optional.empty();
    }
    if (target.getPackageName().startsWith("java.nio.file")
        || target.getPackageName().startsWith("java.nio.channels")
        || target.getName().matches("java\\.io\\.(File.*|RandomAccessFile)")) {
      return Optional.of(World.FILES);
    }
    if (target.getPackageName().startsWith("java.net")
        || target.getPackageName().startsWith("javax.net")) {
      return Optional.of(World.NETWORK);
    }
    if (target.isAssignableTo(Thread.class)
        || target.isAssignableTo(java.util.concurrent.Executor.class)
        || target.isAssignableTo(java.util.concurrent.CompletionStage.class)
        || target.isAssignableTo(java.util.Timer.class)) {
      return Optional.of(World.THREADS);
    }
    if (target.isAssignableTo(java.time.Clock.class)
        || target.isAssignableTo(java.time.InstantSource.class)) {
      return Optional.of(World.CLOCK);
    }
    return target.getName().equals("java.util.concurrent.ThreadLocalRandom")
        ? Optional.of(World.CHANCE)
        : Optional.empty();
  }

  private static Optional<World> touchedBy(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getName();
    var called = owner.substring(owner.lastIndexOf('.') + 1) + "." + access.getName();
    if ((owner.startsWith("java.time.") && access.getName().equals("now"))
        || called.equals("System.currentTimeMillis")
        || called.equals("System.nanoTime")) {
      return Optional.of(World.CLOCK);
    }
    if (called.equals("UUID.randomUUID") || called.equals("Math.random") || isUnseeded(access)) {
      return Optional.of(World.CHANCE);
    }
    return Optional.empty();
  }

  private static boolean isUnseeded(JavaAccess<?> access) {
    var random =
        Set.of("java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom");
    return random.contains(access.getTargetOwner().getName())
        && access.getDescription().contains(".<init>()>");
  }
}
