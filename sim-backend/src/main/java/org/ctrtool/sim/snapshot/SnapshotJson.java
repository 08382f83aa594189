package org.ctrtool.sim.snapshot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Dev;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Mode;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;

/** Snapshots as JSON. What is not known is refused: it could matter. */
public final class SnapshotJson {
  /** Bytes that are no UTF-8 are lone surrogates, which JSON can only escape. */
  private static final JSON FORMAT =
      JSON.builder(JsonFactory.builder().configure(JsonWriteFeature.ESCAPE_NON_ASCII, true).build())
          .enable(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS)
          .build();

  private SnapshotJson() {}

  // Writing

  /** The text, with a line break at its end. */
  public static String write(HostSnapshot snapshot) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", snapshot.format());
    all.put(
        "kernel",
        object(
            "release", snapshot.kernel().release(),
            "machine", snapshot.kernel().machine(),
            "lastCapability", snapshot.kernel().lastCapability()));
    all.put("users", write(snapshot.users()));
    all.put("process", write(snapshot.process()));
    all.put("mounts", snapshot.mounts().stream().map(SnapshotJson::write).toList());
    all.put("paths", snapshot.paths().stream().map(SnapshotJson::write).toList());
    try {
      return FORMAT.asString(all) + "\n";
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  private static Map<String, Object> write(UserFacts users) {
    return object(
        "initial", users.initial(),
        "uidMap", write(users.uidMap()),
        "gidMap", write(users.gidMap()),
        "setgroups", users.setgroups(),
        "owned", users.owned(),
        "limits", users.limits());
  }

  private static List<String> write(IdMap map) {
    return map.extents().stream().map(IdMap.Extent::toString).toList();
  }

  private static Map<String, Object> write(ProcessFacts process) {
    ProcessFacts.CapabilityFacts sets = process.capabilities();
    Map<String, Object> limits = new LinkedHashMap<>();
    process
        .limits()
        .forEach(
            (resource, limit) ->
                limits.put(resource.name(), List.of(write(limit.soft()), write(limit.hard()))));
    return object(
        "uids", write(process.uids()),
        "gids", write(process.gids()),
        "groups", process.groups(),
        "capabilities",
            object(
                "permitted", sets.permitted().toString(),
                "effective", sets.effective().toString(),
                "inheritable", sets.inheritable().toString(),
                "ambient", sets.ambient().toString(),
                "bounding", sets.bounding().toString()),
        "noNewPrivs", process.noNewPrivs(),
        "limits", limits,
        "umask", octal(process.umask()),
        "workingDirectory", process.workingDirectory());
  }

  private static List<Long> write(Ids ids) {
    return List.of(ids.real(), ids.effective(), ids.saved());
  }

  private static String write(long limit) {
    return limit == RLimit.INFINITY ? "unlimited" : Long.toUnsignedString(limit);
  }

  private static String octal(int bits) {
    return "0" + Integer.toOctalString(bits);
  }

  private static Map<String, Object> write(MountFact mount) {
    Map<String, Object> object =
        object(
            "id", mount.id(),
            "parent", mount.parent(),
            "device", write(mount.device()),
            "root", mount.root(),
            "mountPoint", mount.mountPoint(),
            "flags", mount.flags(),
            "type", mount.type(),
            "source", mount.source(),
            "options", mount.options());
    MountFact.Sharing sharing = mount.sharing();
    putUnlessZero(object, "shared", sharing.shared());
    putUnlessZero(object, "master", sharing.master());
    putUnlessZero(object, "propagatesFrom", sharing.propagatesFrom());
    if (sharing.unbindable()) {
      object.put("unbindable", true);
    }
    return object;
  }

  private static void putUnlessZero(Map<String, Object> object, String name, int number) {
    if (number != 0) {
      object.put(name, number);
    }
  }

  private static String write(Dev device) {
    return device.major() + ":" + device.minor();
  }

  private static Map<String, Object> write(PathFact path) {
    if (!path.exists()) {
      return object("path", path.path(), "exists", false);
    }
    Map<String, Object> object =
        object(
            "path", path.path(),
            "mode", octal(path.mode().bits()),
            "owner", path.owner(),
            "group", path.group());
    if (!path.device().equals(Dev.NONE)) {
      object.put("device", write(path.device()));
    }
    if (path.mode().isSymbolicLink()) {
      object.put("target", path.target());
    }
    return object;
  }

  // Reading

  /**
   * Reads a snapshot.
   *
   * @throws SnapshotException if the text is none, or of another version
   */
  public static HostSnapshot read(String text) {
    Map<String, Object> all;
    try {
      all = FORMAT.mapFrom(text);
    } catch (IOException | RuntimeException bad) {
      String message = String.valueOf(bad.getMessage());
      throw new SnapshotException(
          "this is no JSON object: " + message.lines().findFirst().orElse(""));
    }
    JsonFields top = new JsonFields("", all);
    int format = top.integer("format");
    if (format != HostSnapshot.FORMAT) {
      throw new SnapshotException(
          "the description has format "
              + format
              + ", this version of ctrtool reads format "
              + HostSnapshot.FORMAT);
    }
    JsonFields kernel = top.object("kernel");
    HostSnapshot snapshot =
        new HostSnapshot(
            format,
            new HostSnapshot.KernelFacts(
                kernel.text("release"), kernel.text("machine"), kernel.integer("lastCapability")),
            users(top.object("users")),
            process(top.object("process")),
            top.objects("mounts").stream().map(SnapshotJson::mount).toList(),
            top.objects("paths").stream().map(SnapshotJson::path).toList());
    kernel.end();
    top.end();
    return snapshot;
  }

  private static UserFacts users(JsonFields users) {
    Map<String, Integer> limits = new LinkedHashMap<>();
    JsonFields each = users.object("limits");
    each.names().forEach(name -> limits.put(name, each.integer(name)));
    UserFacts facts =
        new UserFacts(
            users.flag("initial"),
            idMap(users, "uidMap"),
            idMap(users, "gidMap"),
            users.flag("setgroups"),
            users.texts("owned"),
            limits);
    users.end();
    return facts;
  }

  private static IdMap idMap(JsonFields users, String name) {
    List<IdMap.Extent> extents = new ArrayList<>();
    for (String line : users.texts(name)) {
      List<String> numbers = List.of(line.split(" ", -1));
      users.require(numbers.size() == 3, name, "of ranges of three numbers");
      extents.add(
          new IdMap.Extent(
              users.number(name, numbers.get(0), 10),
              users.number(name, numbers.get(1), 10),
              users.number(name, numbers.get(2), 10)));
    }
    return new IdMap(extents);
  }

  private static ProcessFacts process(JsonFields process) {
    JsonFields sets = process.object("capabilities");
    Map<Resource, RLimit> limits = new LinkedHashMap<>();
    JsonFields named = process.object("limits");
    for (String name : named.names()) {
      limits.put(resource(named, name), limit(named, name));
    }
    ProcessFacts facts =
        new ProcessFacts(
            ids(process, "uids"),
            ids(process, "gids"),
            process.numbers("groups"),
            new ProcessFacts.CapabilityFacts(
                set(sets, "permitted"),
                set(sets, "effective"),
                set(sets, "inheritable"),
                set(sets, "ambient"),
                set(sets, "bounding")),
            process.flag("noNewPrivs"),
            limits,
            (int) process.number("umask", process.text("umask"), 8),
            process.text("workingDirectory"));
    sets.end();
    process.end();
    return facts;
  }

  private static Resource resource(JsonFields limits, String name) {
    for (Resource each : Resource.values()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw limits.unknown(name);
  }

  private static RLimit limit(JsonFields limits, String name) {
    List<String> both = limits.texts(name);
    limits.require(both.size() == 2, name, "of two limits");
    return new RLimit(limit(limits, name, both.get(0)), limit(limits, name, both.get(1)));
  }

  private static long limit(JsonFields limits, String name, String text) {
    return text.equals("unlimited") ? RLimit.INFINITY : limits.number(name, text, 10);
  }

  private static Ids ids(JsonFields process, String name) {
    List<Long> ids = process.numbers(name);
    process.require(ids.size() == 3, name, "of three IDs");
    return new Ids(ids.get(0), ids.get(1), ids.get(2));
  }

  private static CapabilitySet set(JsonFields sets, String name) {
    return new CapabilitySet(sets.number(name, sets.text(name), 16));
  }

  private static MountFact mount(JsonFields mount) {
    MountFact fact =
        new MountFact(
            mount.integer("id"),
            mount.integer("parent"),
            device(mount, mount.text("device")),
            mount.text("root"),
            mount.text("mountPoint"),
            mount.texts("flags"),
            new MountFact.Sharing(
                mount.integerOr("shared", 0),
                mount.integerOr("master", 0),
                mount.integerOr("propagatesFrom", 0),
                mount.flagOr("unbindable", false)),
            mount.text("type"),
            mount.text("source"),
            mount.texts("options"));
    mount.end();
    return fact;
  }

  private static Dev device(JsonFields fields, String text) {
    int colon = text.indexOf(':');
    fields.require(colon > 0, "device", "of two numbers");
    return new Dev(
        (int) fields.number("device", text.substring(0, colon), 10),
        (int) fields.number("device", text.substring(colon + 1), 10));
  }

  private static PathFact path(JsonFields path) {
    String name = path.text("path");
    path.require(name.startsWith("/"), "path", "absolute");
    PathFact fact =
        path.flagOr("exists", true)
            ? new PathFact(
                name,
                new Mode((int) path.number("mode", path.text("mode"), 8)),
                path.longNumber("owner"),
                path.longNumber("group"),
                device(path, path.textOr("device", "0:0")),
                path.textOr("target", ""))
            : PathFact.nothing(name);
    path.end();
    return fact;
  }
}
