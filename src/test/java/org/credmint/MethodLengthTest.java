// SPDX-License-Identifier: Apache-2.0
package org.credmint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps methods short enough to be seen whole. */
class MethodLengthTest {
  private static final int MOST_LINES = 40;
  private static final int MOST_LINES_OF_NINE_IN_TEN = 15;

  @Test
  void nineMethodsInTenFitAThirdOfAScreenAndAllFitOne() throws IOException {
    Map<String, Long> lines = linesOfMethods();
    List<Long> sorted = lines.values().stream().sorted().toList();
    assertThat(sorted).hasSizeGreaterThan(1_000);
    assertThat(sorted.get(sorted.size() * 9 / 10)).isLessThanOrEqualTo(MOST_LINES_OF_NINE_IN_TEN);
    lines.values().removeIf(length -> length <= MOST_LINES);
    assertThat(lines).isEmpty();
  }

  private static Map<String, Long> linesOfMethods() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<Path> java = sources.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(java));
      Lengths lengths = new Lengths(Trees.instance(task).getSourcePositions());
      task.parse().forEach(unit -> lengths.scan(unit, unit));
      return lengths.found;
    }
  }

  private static final class Lengths extends TreeScanner<@Nullable Void, CompilationUnitTree> {
    private final SourcePositions positions;
    private final Map<String, Long> found = new TreeMap<>();

    Lengths(SourcePositions positions) {
      this.positions = positions;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      if (method.getBody() != null) {
        LineMap map = unit.getLineMap();
        long start = map.getLineNumber(positions.getStartPosition(unit, method));
        long end = map.getLineNumber(positions.getEndPosition(unit, method));
        String file = unit.getSourceFile().getName();
        found.put(file + ":" + start + " " + method.getName(), end - start + 1);
      }
      return super.visitMethod(method, unit);
    }
  }
}
