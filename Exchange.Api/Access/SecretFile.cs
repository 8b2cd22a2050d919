using System.Security.Cryptography;

namespace Exchange.Api.Access;

/// <summary>A secret of its own in a file, made on first use and readable by its owner alone.</summary>
public static class SecretFile
{
    /// <summary>The secret; as many random bytes as are wanted where there is no such file yet.</summary>
    public static byte[] ReadOrMake(string path, int bytes)
    {
        if (!File.Exists(path))
        {
            string fresh = path + ".new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(fresh, options)) file.Write(RandomNumberGenerator.GetBytes(bytes));
            File.Move(fresh, path);
        }

        return File.ReadAllBytes(path);
    }
}
