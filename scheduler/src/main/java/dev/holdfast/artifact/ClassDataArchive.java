package dev.holdfast.artifact;

import java.nio.file.Path;

/**
 * A class-data archive in the cache, for {@code -XX:SharedArchiveFile=}. A JVM uses it when all of this holds, and
 * otherwise starts without it, only slower (seen with JDK 17.0.15 and 25):
 *
 * <ol>
 *   <li>It is the same build of Java.
 *   <li>Its class path starts with the same jars in the same order. It may be relative (to any working directory) or
 *       absolute; more may follow, nothing may come before, and {@code lib/*} is in another order.
 *   <li>Each jar has the same size and the same modification time, in seconds: {@link ArtifactCache#FILE_TIME}. Copies,
 *       hard links and symbolic links are all the same to it.
 *   <li>Compressed object pointers are on: a heap below 32 GB, and not ZGC. Other collectors, compilers,
 *       heap sizes, properties and {@code --add-opens} may differ freely.
 * </ol>
 *
 * @param sha256 its content
 * @param size in bytes
 * @param fileName a name for it in a sandbox, which tells archives of different Javas and jars apart
 * @param file where it is in the cache
 */
public record ClassDataArchive(Sha256 sha256, long size, String fileName, Path file) {}
